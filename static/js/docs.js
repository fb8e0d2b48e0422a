// The API page: Swagger UI on our own contract, without any request elsewhere.
const place = document.getElementById("contract");
window.SwaggerUIBundle({
  url: place.dataset.url,
  domNode: place,
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
